// The views of the page of a trace, in the order of their tabs. A view says whether the page has something for it, and draws itself:
//
//   { name, there(), build() }
//
// `name` is its tab, whose word is `page_NAME`, and begins its address. `build()` gives an element or, where another
// word can be shown without drawing all of it again, { element, follow(query) }.
import { aroundView } from "./around.js";
import { headsView } from "./heads.js";
import { linesView } from "./lines.js";
import { matricesView } from "./matrices.js";
import { patchesView } from "./patches.js";
import { predictionView } from "./prediction.js";
import { storyView } from "./story.js";
import { translationView, writingView } from "./translation.js";

export const VIEWS = [
  translationView,
  writingView,
  predictionView,
  patchesView,
  storyView,
  matricesView,
  aroundView,
  linesView,
  headsView,
];
