/** The parts of ECharts that are drawn with; loaded when the first chart is. */

import {BarChart, CustomChart, LineChart} from 'echarts/charts';
import {DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent} from 'echarts/components';
import {graphic, init, use} from 'echarts/core';
import {CanvasRenderer, SVGRenderer} from 'echarts/renderers';
import {MARKS} from './marks';

use([
    BarChart, CustomChart, LineChart, DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer, SVGRenderer,
]);

/** Many rectangles drawn as one: `rects` has x, y, width and height of each. */
graphic.registerShape(MARKS, graphic.extendShape({
    type: MARKS,
    shape: {rects: [] as number[]},
    buildPath(path: CanvasRenderingContext2D, {rects}: {rects: number[]}) {
        for (let at = 0; at < rects.length; at += 4) path.rect(rects[at] ?? 0, rects[at + 1] ?? 0, rects[at + 2] ?? 0, rects[at + 3] ?? 0);
    },
}));

export {init};
