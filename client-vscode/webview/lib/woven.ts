/** Texts around elements: a translation puts them where its language wants them. */

import {t} from '../../common/words';

const MARK = '\u{1}';

/** A text with `{0}`, `{1}` where parts of a template stand, for lit to draw. */
export function woven(message: string, ...parts: readonly unknown[]): unknown[] {
    const pieces = t(message, ...parts.map((_, at) => `${MARK}${at}${MARK}`)).split(MARK);
    return pieces.map((piece, at) => (at % 2 === 0 ? piece : parts[Number(piece)]));
}
