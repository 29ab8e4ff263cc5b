export { account } from "./account";
export { admin } from "./admin";
