// Begins the page of a trace.
import { begin } from "./app.js";
import { VIEWS } from "./views.js";

begin(VIEWS);
