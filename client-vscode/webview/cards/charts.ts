/** DA7, DA8: requests and cost, a column a day, week or month. */

import {html} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {OverviewPayload} from '../../src/payloads';
import '../charts/columnChart';
import {activityColumns, type Columns, costColumns} from '../charts/columns';
import {bucketDays} from '../lib/days';
import {ofPayload} from '../lib/memo';
import {panel} from './panel';

const activity = ofPayload(activityColumns);
const cost = ofPayload(costColumns);

export const ACTIVITY: Card = {name: 'activity', size: 'half', view: (app, overview) => chart(app, overview, activity(overview))};
export const COST: Card = {name: 'cost', size: 'half', view: (app, overview) => chart(app, overview, cost(overview))};

function chart(app: App, {period}: OverviewPayload, columns: Columns): ReturnType<Card['view']> {
    const pickable = app.host.kind === 'editor';
    return panel(columns.title, html`
        <sightline-columns .columns=${columns} .pickable=${pickable} @pick=${({detail}: CustomEvent<string>) => pick(detail)}></sightline-columns>`,
    columns.measure);

    function pick(date: string): void {
        const days = bucketDays(date, period);
        if (days !== null) app.openDays(days);
    }
}
