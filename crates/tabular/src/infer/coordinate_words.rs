//! Words of a header that say that a column holds coordinates, and which of them is first.

/// Which number of a pair is the latitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PointOrder {
    LatitudeFirst,
    LongitudeFirst,
}

impl PointOrder {
    /// The name of the first number.
    pub(crate) fn first(self) -> &'static str {
        match self {
            Self::LatitudeFirst => "the latitude is first",
            Self::LongitudeFirst => "the longitude is first",
        }
    }
}

/// What a header says about coordinates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CoordinateWords {
    /// Whether it says that there are any.
    pub(crate) found: bool,
    /// The order in which it names latitude and longitude.
    pub(crate) order: Option<PointOrder>,
    /// Whether it is called a geo point. As a text without brackets that has the latitude first
    /// (<https://www.elastic.co/guide/en/elasticsearch/reference/current/geo-point.html>, and so Opendatasoft's
    /// `geo_point_2d`).
    pub(crate) geo_point: bool,
}

const LATITUDE: [&str; 4] = ["lat", "latitude", "latitud", "breitengrad"];
const LONGITUDE: [&str; 7] = ["lon", "lng", "long", "longitude", "longitud", "längengrad", "laengengrad"];
const LATITUDE_FIRST: [&str; 3] = ["latlon", "latlng", "latlong"];
const LONGITUDE_FIRST: [&str; 3] = ["lonlat", "lnglat", "longlat"];
/// Words for both. `point` and `position` are not among them: scores and pixels have them as well.
const BOTH: [&str; 17] = [
    "coord",
    "coords",
    "coordinate",
    "coordinates",
    "coordenada",
    "coordenadas",
    "coordonnées",
    "coordonnees",
    "koordinate",
    "koordinaten",
    "geo",
    "geolocation",
    "geolocalisation",
    "geolocalización",
    "geom",
    "gps",
    "location",
];

impl CoordinateWords {
    pub(crate) fn of(label: &str) -> Self {
        let words = words(label);
        let place = |names: &[&str]| words.iter().position(|word| names.contains(&word.as_str()));
        let latitude = place(&LATITUDE);
        let longitude = place(&LONGITUDE);
        let order = match (latitude, longitude) {
            (Some(latitude), Some(longitude)) if latitude < longitude => Some(PointOrder::LatitudeFirst),
            (Some(_), Some(_)) => Some(PointOrder::LongitudeFirst),
            _ if place(&LATITUDE_FIRST).is_some() => Some(PointOrder::LatitudeFirst),
            _ if place(&LONGITUDE_FIRST).is_some() => Some(PointOrder::LongitudeFirst),
            _ => None,
        };
        let geo_point =
            place(&["geopoint"]).is_some() || words.windows(2).any(|pair| pair == ["geo", "point"]);
        // One of the two alone names no pair: it may be a range, or degrees and minutes.
        let found = order.is_some() || geo_point || place(&BOTH).is_some();
        Self { found, order, geo_point }
    }
}

/// The words of a header in lower case: `geoPoint_2d` is geo, point and d.
fn words(label: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in label.chars() {
        if !c.is_alphabetic() || small && c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_coordinates_and_their_order() {
        use PointOrder::{LatitudeFirst, LongitudeFirst};
        let order = |label: &str| CoordinateWords::of(label).order;
        for label in ["lat,lon", "LatLng", "latlong", "Latitude / Longitude", "lat_long", "LAT LON"] {
            assert_eq!(order(label), Some(LatitudeFirst), "{label}");
        }
        for label in ["lon/lat", "LONLAT", "lngLat", "Longitude, Latitude", "long-lat"] {
            assert_eq!(order(label), Some(LongitudeFirst), "{label}");
        }
        for label in ["geo_point_2d", "geoPoint", "Geopoint"] {
            let words = CoordinateWords::of(label);
            assert!(words.found && words.geo_point && words.order.is_none(), "{label}");
        }
        for label in ["Coordinates", "GPS", "Geo", "Location", "coordonnées géographiques"] {
            let words = CoordinateWords::of(label);
            assert!(words.found && words.order.is_none(), "{label}");
        }
        for label in [
            "",
            "size",
            "long description",
            "lat",
            "lat range",
            "points",
            "position",
            "plate",
            "flat",
            "allocation",
        ] {
            assert_eq!(CoordinateWords::of(label), CoordinateWords::default(), "{label}");
        }
    }
}
