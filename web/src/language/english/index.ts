export { about } from "./about";
export { account } from "./account";
export { admin } from "./admin";
export { find } from "./find";
export { item } from "./item";
export { shell } from "./shell";
