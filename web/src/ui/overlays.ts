/** What lies over the page. */
export { Drawer, Menu, Modal, Popover, Tooltip } from '@mantine/core';
