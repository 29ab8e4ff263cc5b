import { type ComponentType, lazy } from "react";

import { FindView } from "../find/FindView";
import { StartView } from "../find/StartView";
import type { Link } from "./links";

export interface View {
  /** The addresses at which it is shown. */
  readonly path: string;
  readonly component: ComponentType;
  /** Where its link stands, and what the link says; without one other views lead there. */
  readonly link?: Omit<Link, "path">;
}

/** Every view of the page; the first whose path fits is shown. */
export const VIEWS: readonly View[] = [
  { path: "/", component: StartView },
  { path: "/catalogues/:name", component: FindView },
  {
    path: "/catalogues/:name/item",
    component: lazy(async () => ({ default: (await import("../item/ItemView")).ItemView })),
  },
  {
    path: "/catalogues/:name/map",
    component: lazy(async () => ({ default: (await import("../map/MapView")).MapView })),
  },
  {
    path: "/sign-in",
    component: lazy(async () => ({
      default: (await import("../account/entry/SignInView")).SignInView,
    })),
  },
  {
    path: "/sign-up",
    component: lazy(async () => ({
      default: (await import("../account/entry/SignUpView")).SignUpView,
    })),
  },
  {
    path: "/forgotten-password",
    component: lazy(async () => ({
      default: (await import("../account/entry/ForgottenView")).ForgottenView,
    })),
  },
  {
    path: "/reset-password",
    component: lazy(async () => ({
      default: (await import("../account/entry/ResetView")).ResetView,
    })),
  },
  {
    path: "/account",
    component: lazy(async () => ({
      default: (await import("../account/own/ProfileView")).ProfileView,
    })),
  },
  {
    path: "/favourites",
    component: lazy(async () => ({
      default: (await import("../account/own/FavouritesView")).FavouritesView,
    })),
  },
  {
    path: "/searches",
    component: lazy(async () => ({
      default: (await import("../account/own/SearchesView")).SearchesView,
    })),
  },
  {
    path: "/judgements",
    component: lazy(async () => ({
      default: (await import("../judging/list/JudgementsView")).JudgementsView,
    })),
  },
  {
    path: "/users",
    component: lazy(async () => ({ default: (await import("../admin/UsersView")).UsersView })),
  },
  {
    path: "/keys",
    component: lazy(async () => ({ default: (await import("../admin/KeysView")).KeysView })),
  },
  {
    path: "/quality",
    component: lazy(async () => ({
      default: (await import("../operating/QualityView")).QualityView,
    })),
  },
  {
    path: "/about",
    component: lazy(async () => ({ default: (await import("./AboutView")).AboutView })),
    link: { place: "footer", label: "about" },
  },
  {
    path: "*",
    component: lazy(async () => ({ default: (await import("./AbsentView")).AbsentView })),
  },
];

/** The links that stand on every view. */
export const LINKS: readonly Link[] = VIEWS.flatMap(({ path, link }) =>
  link === undefined ? [] : [{ path, ...link }],
);
