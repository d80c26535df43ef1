/** What a pure function made of a payload, kept as long as the payload is. */

export function ofPayload<P extends object, R>(make: (payload: P) => R): (payload: P) => R {
    const made = new WeakMap<P, R>();
    return payload => {
        const known = made.get(payload);
        if (known !== undefined) return known;
        const fresh = make(payload);
        made.set(payload, fresh);
        return fresh;
    };
}
