import { theme as antd, type ThemeConfig } from "antd";
import { useEffect, useState } from "react";
import { preferences } from "@/shared/lib/preferences";
import { useStore } from "@/shared/lib/store";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now: as chosen, or like the system. */
export function useDark(): boolean {
  const { theme } = useStore(preferences);
  const [system, setSystem] = useState(dark.matches);
  useEffect(() => {
    const follow = () => setSystem(dark.matches);
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, []);
  return theme === "system" ? system : theme === "dark";
}

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

const LIGHT: ThemeConfig["token"] = {
  colorPrimary: "#0b6e75",
  colorBgLayout: "#f3f5f6",
  colorTextBase: "#171c1f",
  colorTextPlaceholder: "#667279",
  colorTextDescription: "#566168",
};

const DARK: ThemeConfig["token"] = {
  colorPrimary: "#46bcc5",
  colorLink: "#62c3ca",
  colorBgBase: "#15191c",
  colorBgLayout: "#0f1214",
  colorBgContainer: "#1c2226",
  colorBgElevated: "#21282c",
  colorTextBase: "#e6eaec",
  colorTextPlaceholder: "#98a3a9",
  colorTextDescription: "#a7b1b6",
  colorBorder: "#3d474d",
  colorBorderSecondary: "#2a3136",
};

/** One accent for both appearances; everything else is grey, so that a colour always means something. */
export function themeOf(isDark: boolean): ThemeConfig {
  const colours = isDark ? DARK : LIGHT;
  return {
    algorithm: isDark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    // The class of the page's root element (index.html), so that antd's variables are available to our own styles too.
    cssVar: { key: "parley" },
    token: {
      ...colours,
      colorInfo: colours?.colorPrimary,
      borderRadius: 8,
      fontFamily: FONT,
      fontSize: 14,
      controlHeight: 34,
      motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", primaryColor: "var(--on-accent)" },
      Segmented: isDark
        ? { trackBg: "#22282c", itemSelectedBg: "#3a444a", itemColor: "#b6c0c5" }
        : { trackBg: "#e9edee", itemColor: "#48535a" },
    },
  };
}
