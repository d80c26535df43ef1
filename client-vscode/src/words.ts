/** Texts for people: in the editor's language where a translation of `l10n/bundle.l10n.json` is there, else as written. */

type Translate = (message: string, ...values: (string | number)[]) => string;

let translate: Translate = (message, ...values) => message.replaceAll(/\{(\d+)\}/gu, (_, at) => String(values[Number(at)] ?? ''));

/** The editor's own translation, given once it runs in one. */
export function translatedBy(given: Translate): void {
    translate = given;
}

/** A text with `{0}`, `{1}` where values stand; each text is a key of the bundle. */
export function t(message: string, ...values: (string | number)[]): string {
    return translate(message, ...values);
}
