/** Words on the page. */
export { Anchor, Badge, Kbd, Text, Title, VisuallyHidden } from '@mantine/core';
