#include "apollo/cluster/messages.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace apollo::cluster {

using nlohmann::json;

std::string encode(const Letter& letter) {
  json area;
  if (letter.area_mm2) area = *letter.area_mm2;
  const std::vector<std::uint8_t> text(letter.text.begin(), letter.text.end());
  std::string bytes;
  json::to_cbor(json::array({static_cast<int>(letter.topic), json::binary(text), letter.number, letter.reason,
                             letter.timeout_s, letter.space, letter.point, area}),
                bytes);
  return bytes;
}

Letter decode(const std::string& bytes) {
  const json j = json::from_cbor(bytes);
  Letter letter;
  letter.topic = static_cast<Topic>(j.at(0).get<int>());
  const auto& text = j.at(1).get_binary();
  letter.text.assign(text.begin(), text.end());
  if (letter.topic == Topic::hello) return letter;
  letter.number = j.at(2);
  letter.reason = j.at(3);
  letter.timeout_s = j.at(4);
  letter.space = j.at(5);
  letter.point = j.at(6).get<optimizers::Point>();
  if (!j.at(7).is_null()) letter.area_mm2 = j.at(7).get<double>();
  return letter;
}

}  // namespace apollo::cluster
