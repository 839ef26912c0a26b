/** Where the servers of the browser tests listen. */
export const DEMO_PORT = 4199;
export const HARNESS_PORT = 4198;
export const SHOP_PORT = 4197;
