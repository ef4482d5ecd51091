// What is on the page as a picture: boxes and letters are read off the layout, drawings are taken as they are.
import { svg } from "./dom.js";

const VISIBLE = (colour) => !/^(transparent|rgba\(.*, 0\))$/.test(colour);

const LOOKS = `fill fill-opacity stroke stroke-width stroke-opacity opacity paint-order vector-effect
  font-size font-weight font-family`.split(/\s+/);

// Offers the element as a file of SVG.
export function download(element, name) {
  const text = new XMLSerializer().serializeToString(drawn(element));
  // The page itself may load no picture, so that one gets its name only in the file.
  const file = new Blob([text.replaceAll("data-href=", "href=")], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The element and all in it as one SVG.
export function drawn(element) {
  const frame = element.getBoundingClientRect();
  const [width, height] = [Math.ceil(frame.width) + 32, Math.ceil(frame.height) + 32];
  const picture = svg("svg", { width, height, viewBox: `-16 -16 ${width} ${height}` });
  const paper = getComputedStyle(document.body).backgroundColor;
  picture.append(svg("rect", { x: -16, y: -16, width, height, fill: paper }));
  draw(element, picture, frame);
  return picture;
}

function draw(node, picture, frame) {
  if (node.nodeType === Node.TEXT_NODE) letters(node, picture, frame);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden" || style.clipPath !== "none") return;
  const box = node.getBoundingClientRect();
  if (node instanceof SVGSVGElement) picture.append(copied(node, box, frame));
  else {
    ground(style, box, picture, frame);
    if (node instanceof HTMLCanvasElement) picture.append(pixels(node, box, frame));
    for (const child of node.childNodes) draw(child, picture, frame);
  }
}

function ground(style, box, picture, frame) {
  const line = parseFloat(style.borderBottomWidth) && parseFloat(style.borderTopWidth) && VISIBLE(style.borderTopColor);
  if (!VISIBLE(style.backgroundColor) && !line) return;
  picture.append(
    svg("rect", {
      ...placed(box, frame),
      rx: parseFloat(style.borderTopLeftRadius) || 0,
      fill: VISIBLE(style.backgroundColor) ? style.backgroundColor : "none",
      stroke: line ? style.borderTopColor : "none",
    }),
  );
}

const placed = (box, frame) => ({ x: box.x - frame.x, y: box.y - frame.y, width: box.width, height: box.height });

// A text that is broken over lines is drawn word by word.
function letters(node, picture, frame) {
  const style = getComputedStyle(node.parentElement);
  const range = document.createRange();
  const whole = [...node.data.matchAll(/\S+\s?/g)].map(({ 0: text, index }) => ({ text, index }));
  range.selectNodeContents(node);
  const runs = range.getClientRects().length > 1 ? whole : [{ text: node.data, index: 0 }];
  for (const { text, index } of runs) {
    range.setStart(node, index);
    range.setEnd(node, index + text.length);
    const box = range.getBoundingClientRect();
    if (!text.trim() || !box.width) continue;
    const size = parseFloat(style.fontSize);
    picture.append(
      svg(
        "text",
        {
          x: box.x - frame.x,
          y: box.y - frame.y + box.height / 2 + 0.35 * size,
          "font-family": style.fontFamily,
          "font-size": size,
          "font-weight": style.fontWeight,
          fill: style.color,
          textLength: box.width,
        },
        text.trim(),
      ),
    );
  }
}

// A drawing with the looks it has here, which no style sheet gives it elsewhere.
function copied(node, box, frame) {
  const copy = twin(node);
  for (const [name, value] of Object.entries({ ...placed(box, frame), overflow: "visible" }))
    copy.setAttribute(name, value);
  return copy;
}

function twin(node) {
  const style = getComputedStyle(node);
  const copy = svg(node.localName);
  for (const { name, value } of node.attributes)
    if (name !== "style" && name !== "class") copy.setAttribute(name, value);
  for (const name of LOOKS) copy.setAttribute(name, style.getPropertyValue(name));
  if (style.display === "none") copy.setAttribute("display", "none");
  copy.append(
    ...Array.from(node.childNodes, (child) => (child.nodeType === Node.TEXT_NODE ? child.data : twin(child))),
  );
  return copy;
}

function pixels(canvas, box, frame) {
  return svg("image", { ...placed(box, frame), "data-href": canvas.toDataURL(), "image-rendering": "pixelated" });
}
