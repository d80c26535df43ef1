/** The blocks of the Overview, in order; one file a kind. */

import type {TemplateResult} from 'lit';
import type {App} from '../app';
import type {OverviewPayload} from '../../src/payloads';
import {ACTIVITY, COST} from './charts';
import {CODE} from './code';
import {CONVERSATION} from './conversation';
import {FILES} from './files';
import {HEADLINE} from './headline';
import {LANGUAGES} from './languages';
import {MODELS} from './models';
import {PRODUCTIVITY} from './productivity';
import {PROJECTS} from './projects';
import {TOKENS} from './tokens';
import {TOOLS} from './tools';
import {VIOLATIONS} from './violations';

export interface Card {
    name: string;
    /** How much of a row it takes. */
    size: 'full' | 'half';
    /** Null where it has nothing to say. */
    view: (app: App, overview: OverviewPayload) => TemplateResult | null;
}

export const CARDS: readonly Card[] = [
    HEADLINE, VIOLATIONS, TOKENS, CODE, PRODUCTIVITY, CONVERSATION, ACTIVITY, COST, MODELS, TOOLS, FILES, LANGUAGES, PROJECTS,
];
