/* Pointing at trains and stations: a tip on hovering, a card that stays and follows on a tap. */

const REACH_PX = 11, TOUCH_REACH_PX = 20, HUB_REACH_PX = 13;
const CARD_EVERY_MS = 400;
const touch = { tip: null, card: null, thing: null, box: null, written: 0 };

/* The train or station nearest to a point of the map; trains first, since they lie on top. */
function thingAt({ x, y }, reach) {
  let best = null, nearest = reach;
  for (const one of drawn.trains) {
    const distance = Math.hypot(one.x - x, one.y - y);
    if (distance < nearest) [best, nearest] = [{ kind: "train", id: one.train, x: one.x, y: one.y }, distance];
  }
  if (best && nearest <= reach * 0.6) return best;
  for (const one of drawn.stops) {
    const distance = Math.max(Math.hypot(one.x - x, one.y - y) - one.radius + 3, 0);
    if (distance < nearest) [best, nearest] = [{ kind: "stop", id: one.place, x: one.x, y: one.y }, distance];
  }
  return best ?? hubAt(x, y);
}

function hubAt(x, y) {
  const id = day.hubs.findIndex((hub) => {
    const at = map.latLngToContainerPoint(hub.at);
    return Math.max(Math.abs(at.x - x), Math.abs(at.y - y)) <= HUB_REACH_PX;
  });
  return id < 0 ? null : { kind: "hub", id, ...map.latLngToContainerPoint(day.hubs[id].at) };
}

function latLngOf(thing) {
  if (thing.kind === "stop") return L.latLng(day.stops[thing.id].at);
  if (thing.kind === "hub") return L.latLng(day.hubs[thing.id].at);
  if (thing.kind === "train") {
    const at = drawn.trains.find((one) => one.train === thing.id);
    return at ? map.containerPointToLatLng([at.x, at.y]) : null;
  }
  return null;
}

function writeCard() {
  const { thing, box } = touch;
  if (thing.kind === "train") fillTrainCard(box, thing.id);
  else if (thing.kind === "hub") fillHubCard(box, day.hubs[thing.id]);
  else fillStopCard(box, thing.id);
}

/* Opens the card of a thing; a train is ringed and followed. */
function openCard(thing) {
  touch.thing = thing;
  touch.box = element("div", "card");
  day.chosenTrain = thing.kind === "train" ? thing.id : -1;
  writeCard();
  const at = latLngOf(thing);
  if (!at) return;
  touch.card = L.popup(cardRoom()).setLatLng(at).setContent(touch.box).openOn(map);
  wake();
}

/* Keeps the card with its train, and what it says up to date. */
function followCard(stamp) {
  if (!touch.thing) return;
  if (touch.thing.kind === "train") {
    const at = latLngOf(touch.thing);
    if (at) {
      touch.card._latlng = at;
      touch.card._updatePosition();
    } else if (callAt(day.trains, touch.thing.id, day.now) < 0) {
      map.closePopup(touch.card);
      return;
    }
  }
  if (stamp - touch.written < CARD_EVERY_MS && day.isPlaying) return;
  touch.written = stamp;
  writeCard();
}

function listenToPointer() {
  touch.tip = L.tooltip({ direction: "top", offset: [0, -8], className: "day-tip" });
  map.on("mousemove", (event) => {
    const thing = thingAt(event.containerPoint, REACH_PX);
    map.getContainer().style.cursor = thing ? "pointer" : "";
    if (!thing) {
      touch.tip.remove();
      return;
    }
    touch.tip.setLatLng(map.containerPointToLatLng([thing.x, thing.y])).setContent(tipFor(thing));
    if (!map.hasLayer(touch.tip)) touch.tip.addTo(map);
  });
  map.on("mouseout movestart", () => touch.tip.remove());
  map.on("click", (event) => {
    const isTouch = event.originalEvent.pointerType === "touch" || window.matchMedia("(pointer: coarse)").matches;
    const thing = thingAt(event.containerPoint, isTouch ? TOUCH_REACH_PX : REACH_PX);
    touch.tip.remove();
    if (thing) openCard(thing);
  });
  map.on("popupclose", ({ popup }) => {
    if (popup !== touch.card) return;
    Object.assign(touch, { card: null, thing: null });
    day.chosenTrain = -1;
    wake();
  });
  clock.listeners.push(followCard);
}
