import type { Same } from "../same";
import type { about as english } from "../english/about";

export const about: Same<typeof english> = {
  title: "关于 Likewise",
  lead: "Likewise 帮您找到心中所想之物：用文字、用图片，或用另一件物品。",
  words: "既按含义，也按字面查找，支持中文和英文。",
  picture: "把图片拖到任意位置，或粘贴、选择、拍照。与文字并用时，可用滑块决定哪一个更重要。",
  likeness:
    "每件物品都能按文字或按图片找到与它相似的物品。点“多些这样的”或“少些这样的”，逐步接近目标。",
  relevance: "相关度是结果符合您本意的概率。它从目录本身学得，因此也能说“没有相关结果”。",
  privacy: "一切都在提供此页面的服务器上运行。用来搜索的图片保存在这个浏览器里，服务不会存储。",
  keys: "按键",
  key_field: "/ 跳到搜索框。",
  key_completion: "方向键选择补全，回车确认。",
  key_close: "Esc 关闭打开的内容。",
  docs: "供程序使用的 API",
};
