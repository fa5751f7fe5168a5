/** What the kit knows of the browser. */
export { useComputedColorScheme, useMantineColorScheme as useColorScheme } from '@mantine/core';
export {
  useDebouncedValue,
  useDisclosure,
  useElementSize,
  useHotkeys,
  useMediaQuery,
} from '@mantine/hooks';
