// Begins the page of two things side by side.
import { begin } from "./app.js";
import { comparisonView } from "./comparison.js";

begin([comparisonView]);
