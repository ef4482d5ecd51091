// Begins a page that holds its model.
import { begin } from "./app.js";
import { VIEWS } from "./views.js";
import { whatIfView } from "./whatif.js";

begin([...VIEWS, whatIfView]);
