import { GraphChart } from 'echarts/charts';
import { AriaComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

use([GraphChart, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer, SVGRenderer]);

export { init };
