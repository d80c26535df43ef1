/** Which metrics have a trend, and by what each can be told apart. */

import type {Split} from '../../src/payloads';
import {GLOSSARY, type Term} from './glossary';

export const SPLITS: readonly Split[] = ['model', 'engine', 'agent', 'project'];

/** The metrics that can be drawn over time, in the glossary's order. */
export const TRENDS: readonly {metric: string; title: string}[] = Object.entries<Term>(GLOSSARY)
    .filter(([, {splits}]) => splits !== undefined)
    .map(([metric, {title}]) => ({metric, title}));

const BY_NAME: ReadonlyMap<string, Term> = new Map(Object.entries<Term>(GLOSSARY));

export function hasTrend(metric: string): boolean {
    return BY_NAME.get(metric)?.splits !== undefined;
}

/** What a metric can be told apart by; nothing without a trend. */
export function splitsOf(metric: string): readonly Split[] {
    return BY_NAME.get(metric)?.splits ?? [];
}

/** The words for a metric that is known by its name only. */
export function termOf(metric: string): Term | null {
    return BY_NAME.get(metric) ?? null;
}
