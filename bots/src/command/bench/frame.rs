//! Pictures of measurements: one frame, in which each measurement has its own axes and curves.

use std::{error::Error, path::Path};

use plotters::{
    coord::ranged1d::{AsRangedCoord, ValueFormatter},
    prelude::*,
};

use crate::command::CommandError;

const SIZE: (u32, u32) = (760, 440);
const MARGIN: u32 = 16;
const LABELS: u32 = 56;
const FONT: &str = "sans-serif";
const SMALL: u32 = 14;
const LARGE: u32 = 18;
/// The line that stands before the name of a curve.
const KEY: i32 = 24;
const POINT: i32 = 4;

/// The colour of what is measured first, or is ours.
pub(super) const FIRST: RGBColor = RGBColor(0, 90, 160);
/// The colour of what it is compared with.
pub(super) const SECOND: RGBColor = RGBColor(190, 80, 0);

/// What stands about the curves.
pub(super) struct Frame<'a> {
    /// The title.
    pub(super) title: &'a str,
    /// What goes to the right, and what goes up.
    pub(super) names: [&'a str; 2],
    /// How a value of either axis is written.
    pub(super) figures: [fn(f64) -> String; 2],
    /// How many of them stand along an axis at most.
    pub(super) most_figures: usize,
}

/// A line through points.
pub(super) struct Curve {
    pub(super) name: String,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) colour: RGBColor,
    pub(super) width: u32,
    /// Whether each point was measured, and so has a dot.
    pub(super) dotted: bool,
}

impl Frame<'_> {
    /// Draws curves over two ranges into a file, as SVG.
    pub(super) fn save<X, Y>(&self, axes: (X, Y), curves: &[Curve], file: &Path) -> Result<(), CommandError>
    where
        X: AsRangedCoord<Value = f64>,
        Y: AsRangedCoord<Value = f64>,
        X::CoordDescType: ValueFormatter<f64>,
        Y::CoordDescType: ValueFormatter<f64>,
    {
        let svg = self
            .draw(axes, curves)
            .map_err(|error| CommandError::Internal(format!("the plot {} cannot be drawn: {error}", file.display())))?;
        Ok(std::fs::write(file, svg)?)
    }

    /// The picture as SVG.
    pub(super) fn draw<X, Y>(&self, (right, up): (X, Y), curves: &[Curve]) -> Result<String, Box<dyn Error>>
    where
        X: AsRangedCoord<Value = f64>,
        Y: AsRangedCoord<Value = f64>,
        X::CoordDescType: ValueFormatter<f64>,
        Y::CoordDescType: ValueFormatter<f64>,
    {
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(self.title, (FONT, LARGE))
            .margin(MARGIN)
            .x_label_area_size(LABELS)
            .y_label_area_size(LABELS)
            .build_cartesian_2d(right, up)?;
        let [of_right, of_up] = self.figures;
        chart
            .configure_mesh()
            .x_labels(self.most_figures)
            .y_labels(self.most_figures)
            .light_line_style(TRANSPARENT)
            .x_desc(self.names[0])
            .y_desc(self.names[1])
            .label_style((FONT, SMALL))
            .axis_desc_style((FONT, SMALL))
            .x_label_formatter(&|value| of_right(*value))
            .y_label_formatter(&|value| of_up(*value))
            .draw()?;
        for curve in curves {
            let style = curve.colour.stroke_width(curve.width);
            chart
                .draw_series(LineSeries::new(curve.points.iter().copied(), style))?
                .label(curve.name.as_str())
                .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + KEY, y)], style));
            let dots = curve.points.iter().filter(|_| curve.dotted);
            chart.draw_series(dots.map(|at| Circle::new(*at, POINT, curve.colour.filled())))?;
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE)
            .border_style(BLACK)
            .label_font((FONT, SMALL))
            .draw()?;
        area.present()?;
        drop((chart, area));
        Ok(svg)
    }
}
