/** The parts of ECharts that are drawn with; loaded when the first chart is. */

import {BarChart, CustomChart, LineChart} from 'echarts/charts';
import {DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent} from 'echarts/components';
import {init, use} from 'echarts/core';
import {CanvasRenderer, SVGRenderer} from 'echarts/renderers';

use([
    BarChart, CustomChart, LineChart, DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer, SVGRenderer,
]);

export {init};
