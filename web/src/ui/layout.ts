/** How things stand beside and below each other. */
export { Box, Divider, Flex, Group, Paper, ScrollArea, SimpleGrid, Stack } from '@mantine/core';
