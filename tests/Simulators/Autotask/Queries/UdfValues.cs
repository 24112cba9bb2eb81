using System.Globalization;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask.Queries;

/// <summary>Values of user-defined fields travel as text; filters compare them by the field's type.</summary>
internal static class UdfValues
{
    private static readonly int Date = Picklists.IdOf(Picklists.UdfDataType, "Date");
    private static readonly int Numeric = Picklists.IdOf(Picklists.UdfDataType, "Numeric");

    public static FieldType TypeOf(Row definition)
    {
        var type = definition.Long(UdfDefinitions.DataType);
        if (type == Date)
            return FieldType.Day;
        return type == Numeric ? FieldType.Double : FieldType.Text;
    }

    public static object? Parse(FieldType type, string text) => type switch
    {
        FieldType.Day => FieldText.ReadWrittenDay(text),
        FieldType.Double => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => text,
    };
}
