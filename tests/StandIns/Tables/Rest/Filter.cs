using System.Globalization;
using System.Text;
using System.Xml;

namespace Azure.Data.Tables.Rest;

/// <summary>OData filters from interpolated strings: values quoted and escaped.</summary>
internal static class Filter
{
    public static string Create(FormattableString filter)
    {
        if (filter is null)
            return null;
        var values = new object[filter.ArgumentCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = Literal(i, filter.GetArgument(i));
        return string.Format(CultureInfo.InvariantCulture, filter.Format, values);
    }

    /// <summary>A key as it stands within quotes, in a filter or an address.</summary>
    public static string Escape(string value) => value.Replace("'", "''", StringComparison.Ordinal);

    private static string Literal(int position, object value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long or ulong => string.Create(CultureInfo.InvariantCulture, $"{value}L"),
        sbyte or byte or short or ushort or int or uint or decimal or float or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        Guid guid => $"guid'{guid}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexString(bytes)}'",
        DateTimeOffset moment => $"datetime'{XmlConvert.ToString(moment.UtcDateTime, XmlDateTimeSerializationMode.RoundtripKind)}'",
        DateTime moment => $"datetime'{XmlConvert.ToString(moment.ToUniversalTime(), XmlDateTimeSerializationMode.RoundtripKind)}'",
        string or char or StringBuilder => $"'{Escape(value.ToString())}'",
        _ => throw new ArgumentException($"Unable to convert argument {position} from type {value.GetType()} to an OData literal."),
    };
}
