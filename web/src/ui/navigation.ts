/** Ways from one part to another. */
export { Tabs } from '@mantine/core';
