export { about } from "./about";
export { find } from "./find";
export { item } from "./item";
export { shell } from "./shell";
