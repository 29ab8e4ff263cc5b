export { account } from "./account";
export { admin } from "./admin";
export { judging } from "./judging";
export { operating } from "./operating";
