// Begins the page of a trace in which something is written or guessed.
import { begin } from "./app.js";
import { predictionView } from "./prediction.js";
import { translationView, writingView } from "./translation.js";
import { VIEWS } from "./views.js";

begin([translationView, writingView, predictionView, ...VIEWS]);
