/** How the kit looks here: six sizes, three weights, and colours that everybody can read. */
import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  rem,
} from '@mantine/core';

const dark: MantineColorsTuple = [
  '#e6e9ef',
  '#c6cdd8',
  '#a0aaba',
  '#7f8a9b',
  '#343c49',
  '#262d38',
  '#1a1f27',
  '#12161c',
  '#0d1015',
  '#090b0f',
];

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  luminanceThreshold: 0.18,
  colors: { dark },
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.3' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(20), lineHeight: '1.3' },
      h2: { fontSize: rem(16), lineHeight: '1.4' },
      h3: { fontSize: rem(14), lineHeight: '1.45' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: rem(3), sm: rem(5), md: rem(7), lg: rem(10), xl: rem(14) },
  spacing: { xs: rem(6), sm: rem(10), md: rem(16), lg: rem(24), xl: rem(36) },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        // Its heading is the dialog's, not the page's banner.
        attributes: { header: { role: 'none' } },
        radius: 'lg',
      },
    },
    Drawer: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'none' } },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // Its own placeholder is no item of a menu, which is all that a menu may hold.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    MultiSelect: { defaultProps: { size: 'sm' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 } },
    Tooltip: { defaultProps: { openDelay: 250, multiline: true, maw: 320, withArrow: true } },
  },
});

/** Colours of the kit's own that are too pale, or do not fit the page's. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#161b26',
    '--mantine-color-dimmed': '#525c6e',
    '--mantine-color-placeholder': '#667085',
    '--mantine-color-error': '#b3202a',
    '--mantine-color-anchor': '#3d4fc4',
    '--mantine-color-default-border': '#d3d8e0',
    '--mantine-color-green-light-color': '#0b6b45',
    '--mantine-color-yellow-light-color': '#7a4a05',
    '--mantine-color-orange-light-color': '#8a4b08',
    '--mantine-color-red-light-color': '#a11c26',
    '--mantine-color-gray-light-color': '#475063',
    '--mantine-color-indigo-light-color': '#3446b0',
    '--mantine-color-blue-light-color': '#14559e',
    '--mantine-color-gray-text': '#475063',
  },
  dark: {
    '--mantine-color-body': '#171b22',
    '--mantine-color-text': '#e6e9ef',
    '--mantine-color-dimmed': '#a0aaba',
    '--mantine-color-placeholder': '#8c97a8',
    '--mantine-color-error': '#ff8a8f',
    '--mantine-color-anchor': '#98a6ff',
    '--mantine-color-default': '#1d222b',
    '--mantine-color-default-hover': '#232a35',
    '--mantine-color-default-border': '#343c49',
    '--mantine-color-green-light-color': '#6fdcab',
    '--mantine-color-yellow-light-color': '#f3c46d',
    '--mantine-color-orange-light-color': '#f6b272',
    '--mantine-color-red-light-color': '#ff9ba0',
    '--mantine-color-gray-light-color': '#c6cdd8',
    '--mantine-color-indigo-light-color': '#b3beff',
    '--mantine-color-blue-light-color': '#9ccbff',
    '--mantine-color-gray-text': '#c6cdd8',
  },
});
