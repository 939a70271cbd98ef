import { theme } from 'antd';
import type { ThemeConfig } from 'antd';

/** One ink, one accent, three signals. The same values stand in `shell.css` and `wall.css` as custom properties. */
export const palette = {
  ink: '#0d2b34',
  accent: '#0b7a75',
  green: '#1f8a5b',
  amber: '#c27c00',
  red: '#c5362c',
  paper: '#f3f6f6',
} as const;

const fonts = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif";

export const deskTheme: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  cssVar: { key: 'desk' },
  token: {
    colorPrimary: palette.accent,
    colorInfo: palette.accent,
    colorSuccess: palette.green,
    colorWarning: palette.amber,
    colorError: palette.red,
    colorLink: palette.accent,
    colorText: '#16313a',
    colorTextSecondary: '#5b7178',
    colorBgLayout: palette.paper,
    colorBorderSecondary: '#e3eaea',
    borderRadius: 6,
    fontFamily: fonts,
    fontSize: 14,
    controlHeight: 34,
  },
  components: {
    Table: { headerBg: '#eef3f3', headerColor: '#3d555d', cellPaddingBlockMD: 9, cellPaddingInlineMD: 12, rowHoverBg: '#f2f8f7' },
    Card: { headerFontSize: 15, bodyPadding: 16 },
    Tabs: { horizontalMargin: '0 0 12px 0' },
    Menu: { darkItemBg: palette.ink, darkSubMenuItemBg: palette.ink, darkItemSelectedBg: '#17525a', itemHeight: 42 },
    Layout: { siderBg: palette.ink, headerBg: '#ffffff' },
  },
};
