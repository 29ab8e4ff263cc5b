import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The page's one colour beside its neutrals. */
const pine: MantineColorsTuple = [
  "#eaf6f1",
  "#d5ebe2",
  "#abd8c6",
  "#7ec4a8",
  "#5ab38f",
  "#3f9d79",
  "#268064",
  "#1d6b57",
  "#155445",
  "#0d3d32",
];

const stone: MantineColorsTuple = [
  "#faf9f6",
  "#f2f0eb",
  "#e6e3dc",
  "#d3cfc6",
  "#aca79c",
  "#858177",
  "#66625a",
  "#4b4841",
  "#302e2a",
  "#1b1a18",
];

/** Of night: Mantine draws with it what is dark. */
const dark: MantineColorsTuple = [
  "#eceae5",
  "#b9b6ae",
  "#9c998f",
  "#6c6a63",
  "#43423d",
  "#32312d",
  "#252420",
  "#1a1917",
  "#131211",
  "#0c0b0a",
];

/** Of what is wrong, and of what cannot be undone. */
const red: MantineColorsTuple = [
  "#fbeceb",
  "#f5d5d2",
  "#f2a49c",
  "#e2857b",
  "#d1665b",
  "#c04a3e",
  "#b3372b",
  "#a32a1f",
  "#842017",
  "#651710",
];

const FONT = [
  '"Figtree Variable"',
  "system-ui",
  '"PingFang SC"',
  '"Noto Sans CJK SC"',
  '"Microsoft YaHei"',
  '"WenQuanYi Micro Hei"',
  "sans-serif",
].join(", ");

export const theme = createTheme({
  colors: { pine, stone, dark, red },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 },
  black: "#1b1a18",
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: "620" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
});

/** The colours that Mantine has no name for, those of its own that are ours, and those of a map. */
export const variables: CSSVariablesResolver = () => ({
  variables: {
    "--header-height": "64px",
    "--shadow-card": "0 1px 2px rgb(27 26 24 / 6%), 0 6px 20px rgb(27 26 24 / 6%)",
  },
  light: {
    "--mantine-color-body": "#faf9f6",
    "--mantine-color-dimmed": "#625f57",
    "--mantine-color-placeholder": "#6c6961",
    "--mantine-color-default-border": "#d9d5cc",
    "--mantine-color-error": "#a32a1f",
    "--surface": "#ffffff",
    "--picture": "#f1efea",
    "--line": "#e6e3dc",
    "--accent": "#1d6b57",
    "--accent-soft": "#e3f1eb",
    "--heart": "#c2344a",
    "--plot-1": "#1d7a5f",
    "--plot-2": "#c4531b",
    "--plot-3": "#3f63d6",
    "--plot-4": "#b3308a",
    "--plot-5": "#8a7300",
    "--plot-6": "#0e84a0",
    "--plot-7": "#7d43cf",
    "--plot-8": "#b3372b",
    "--plot-9": "#4f8518",
    "--plot-10": "#94561f",
    "--plot-11": "#d1447a",
    "--plot-rest": "#8b877d",
    "--amber": "#8f5a06",
    "--amber-soft": "#faf0da",
  },
  dark: {
    "--mantine-color-body": "#131211",
    "--mantine-color-dimmed": "#a9a69c",
    "--mantine-color-placeholder": "#9c998f",
    "--mantine-color-default-border": "#3b3a35",
    "--mantine-color-error": "#f2a49c",
    "--surface": "#1c1b19",
    "--picture": "#dcd9d1",
    "--line": "#2e2d29",
    "--accent": "#7ec4a8",
    "--accent-soft": "#1c2f28",
    "--heart": "#ff8c9b",
    "--plot-1": "#63c9a5",
    "--plot-2": "#f0a15c",
    "--plot-3": "#8fb0ff",
    "--plot-4": "#f08bcb",
    "--plot-5": "#dcc64f",
    "--plot-6": "#5cd0ec",
    "--plot-7": "#bf9bff",
    "--plot-8": "#ff8b7d",
    "--plot-9": "#a6d75a",
    "--plot-10": "#d7a678",
    "--plot-11": "#ff9dbd",
    "--plot-rest": "#8b887f",
    "--amber": "#f0bd63",
    "--amber-soft": "#33291a",
  },
});
