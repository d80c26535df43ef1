/** The tabs of the page, in order. */

import type {TemplateResult} from 'lit';
import type {App} from '../app';
import type {Tab} from '../../src/protocol';
import type {Host} from '../lib/host';
import {COMPARE} from './compare';
import {OVERVIEW} from './overview';
import {PERFORMANCE} from './performance';
import {QUALITY} from './quality';
import {SESSIONS} from './sessions';
import {TRENDS} from './trends';

export interface TabView {
    id: Tab;
    title: string;
    /** It asks what no file can hold. */
    live?: true;
    view: (app: App) => TemplateResult;
}

export const TABS: readonly [TabView, ...TabView[]] = [OVERVIEW, PERFORMANCE, QUALITY, TRENDS, SESSIONS, COMPARE];

/** The tabs that can be answered here. */
export function tabsOf({kind, holds}: Pick<Host, 'kind' | 'holds'>): readonly TabView[] {
    return TABS.filter(({id, live}) => live !== true || kind === 'editor' || holds === id);
}
