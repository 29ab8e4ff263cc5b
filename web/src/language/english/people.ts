export { account } from "./account";
export { admin } from "./admin";
export { operating } from "./operating";
