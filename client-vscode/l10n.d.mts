/** Texts for people in the sources. */

import type ts from 'typescript';

export interface Source {
    path: string;
    tree: ts.SourceFile;
}

/** Where the bundle is. */
export const BUNDLE: string;
export function sources(): Source[];
export function textsOf(source: Source): {texts: string[]; unknown: string[]};
export function literalsOf(source: Source): string[];
export function bundleText(): string;
