/** The parts of ECharts that are drawn with; loaded when the first chart is. */

import {BarChart, CustomChart} from 'echarts/charts';
import {DataZoomComponent, GridComponent, TooltipComponent} from 'echarts/components';
import {init, use} from 'echarts/core';
import {CanvasRenderer, SVGRenderer} from 'echarts/renderers';

use([BarChart, CustomChart, DataZoomComponent, GridComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

export {init};
