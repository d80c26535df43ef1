/** The tabs of the page, in order. */

import type {TemplateResult} from 'lit';
import type {App} from '../app';
import type {Tab} from '../../src/protocol';
import {OVERVIEW} from './overview';
import {SESSIONS} from './sessions';

export interface TabView {
    id: Tab;
    title: string;
    view: (app: App) => TemplateResult;
}

export const TABS: readonly [TabView, ...TabView[]] = [OVERVIEW, SESSIONS];
