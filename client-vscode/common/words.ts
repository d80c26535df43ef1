/** Texts for people: in the editor's language where a translation of `l10n/bundle.l10n.json` is there, else as written. */

/** English texts, and what stands for them in another language; `{0} days/few` is `{0} days` for as many as the language calls few. */
export type Bundle = Readonly<Record<string, string>>;

let bundle: Bundle = {};
/** The forms of a translation's language; English has two. */
let forms: Intl.PluralRules | null = null;

/** What the editor gives once the program runs in one: nothing where its language is that of the texts. */
export function translatedBy(given: Bundle | undefined, language: string): void {
    bundle = given ?? {};
    forms = given === undefined ? null : new Intl.PluralRules(language);
}

/** A text with `{0}`, `{1}` where values stand; each text is a key of the bundle. */
export function t(message: string, ...values: (string | number)[]): string {
    return filled(bundle[message] ?? message, values);
}

/** A text for a number of things, which stands at `{0}` as it is written; a translation may have more forms than English. */
export function plural(number: number, written: string, one: string, other: string): string {
    const english = number === 1 ? one : other;
    const further = forms === null ? undefined : bundle[`${other}/${forms.select(number)}`];
    return filled(further ?? bundle[english] ?? english, [written]);
}

function filled(text: string, values: readonly (string | number)[]): string {
    return values.length === 0 ? text : text.replaceAll(/\{(\d+)\}/gu, (_, at) => String(values[Number(at)] ?? ''));
}
