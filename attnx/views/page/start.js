// Begins the page.
import { begin } from "./app.js";
import { VIEWS } from "./views.js";

begin(VIEWS);
