/** DA7, DA8: requests and cost, a column a day, week or month. */

import {html} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {OverviewPayload} from '../../src/payloads';
import {activityColumns, costColumns} from '../charts/columns';
import type {Plot} from '../charts/plot';
import '../charts/plotChart';
import {bucketDays} from '../lib/days';
import {ofPayload} from '../lib/memo';
import {panel} from './panel';

const activity = ofPayload(activityColumns);
const cost = ofPayload(costColumns);

export const ACTIVITY: Card = {name: 'activity', size: 'half', view: (app, overview) => chart(app, overview, activity(overview))};
export const COST: Card = {name: 'cost', size: 'half', view: (app, overview) => chart(app, overview, cost(overview))};

function chart(app: App, {period}: OverviewPayload, plot: Plot): ReturnType<Card['view']> {
    const pickable = app.host.kind === 'editor';
    return panel(plot.title, html`
        <sightline-plot .plot=${plot} .pickable=${pickable} @pick=${({detail}: CustomEvent<string>) => pick(detail)}></sightline-plot>`,
    plot.measure);

    function pick(date: string): void {
        const days = bucketDays(date, period);
        if (days !== null) app.openDays(days);
    }
}
