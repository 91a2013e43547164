import { theme as antd, type ThemeConfig } from "antd";
import { useEffect, useState } from "react";
import { preferences } from "@/shared/lib/preferences";
import { useStore } from "@/shared/lib/store";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now: as chosen, or as the system is. */
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

/** One accent for both appearances; everything else is grey, so that a colour always means something. */
export function themeOf(isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: isDark ? "#46bcc5" : "#0b6e75",
      colorInfo: isDark ? "#46bcc5" : "#0b6e75",
      colorLink: isDark ? "#62c3ca" : "#0b6e75",
      colorBgBase: isDark ? "#15191c" : "#ffffff",
      colorTextBase: isDark ? "#e6eaec" : "#171c1f",
      colorTextPlaceholder: isDark ? "#98a3a9" : "#667279",
      colorTextDescription: isDark ? "#a7b1b6" : "#566168",
      ...(isDark
        ? {
            colorBgContainer: "#1c2226",
            colorBgElevated: "#21282c",
            colorBorder: "#3d474d",
            colorBorderSecondary: "#2a3136",
          }
        : {}),
      borderRadius: 8,
      fontFamily: FONT,
      fontSize: 14,
      controlHeight: 34,
      motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", primaryColor: isDark ? "#06181a" : "#ffffff" },
      Segmented: {
        trackBg: isDark ? "#22282c" : "#e9edee",
        itemSelectedBg: isDark ? "#3a444a" : "#ffffff",
        itemColor: isDark ? "#b6c0c5" : "#48535a",
      },
    },
  };
}
