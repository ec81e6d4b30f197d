import { PAGE_SCRIPT } from "./page-script.js";
import { PAGE_STYLE } from "./page-style.js";
import type { ProfileData } from "./profile-data.js";

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A profile as one page that needs nothing else. `#Source` behind its address opens it there. */
export function profilePage(data: ProfileData): string {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(data.program)}: profile</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<script>
"use strict";
const data = ${json};
${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
