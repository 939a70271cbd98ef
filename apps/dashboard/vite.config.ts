import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Parts of antd that only some desks use; they go where the desks that need them share them, not into the first load. */
const seldom = /[\\/](table|tree|tree-select|cascader|date-picker|picker|calendar|time-picker|pagination|virtual-list|upload|progress|steps|descriptions|drawer|radio|color-picker|slider|tour|carousel|image|mentions|transfer)[\\/]/;

/** Packages that change seldom and weigh much, each in a chunk of its own so that a browser keeps them over releases. */
const chunks = [
  { name: 'echarts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
  { name: 'graph', test: /node_modules[\\/](urql|@urql|wonka|graphql|graphql-ws|@0no-co)[\\/]/ },
  { name: 'antd', test: (id: string) => /node_modules[\\/](antd|@rc-component|@ant-design)[\\/]/.test(id) && !seldom.test(id) },
];

export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  plugins: [react()],
  build: {
    outDir: '../../dist/apps/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
});
