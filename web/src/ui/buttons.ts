/** What is pressed. */
export { ActionIcon, Button, CloseButton, UnstyledButton } from '@mantine/core';
