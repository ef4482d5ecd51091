// Begins the page of a trace of a picture.
import { begin } from "./app.js";
import { captionView } from "./caption.js";
import { patchesView } from "./patches.js";
import { VIEWS } from "./views.js";

begin([captionView, patchesView, ...VIEWS]);
