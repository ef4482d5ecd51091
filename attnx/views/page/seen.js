// Begins the page of a trace of a picture.
import { begin } from "./app.js";
import { patchesView } from "./patches.js";
import { predictionView } from "./prediction.js";
import { translationView, writingView } from "./translation.js";
import { VIEWS } from "./views.js";

begin([translationView, writingView, predictionView, patchesView, ...VIEWS]);
