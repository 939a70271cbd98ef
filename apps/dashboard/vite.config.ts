import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Packages that change seldom and weigh much, each in a chunk of its own so that a browser keeps them over releases. */
const chunks = [
  { name: 'echarts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
  { name: 'antd-table', test: /node_modules[\\/](antd[\\/]es[\\/]table|@rc-component[\\/]table)[\\/]/ },
  { name: 'antd-pickers', test: /node_modules[\\/](antd[\\/]es[\\/](date-picker|calendar|time-picker)|@rc-component[\\/]picker|dayjs)[\\/]/ },
  { name: 'antd', test: /node_modules[\\/](antd|@rc-component|@ant-design)[\\/]/ },
  { name: 'graph', test: /node_modules[\\/](urql|@urql|wonka|graphql|graphql-ws|@0no-co)[\\/]/ },
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
