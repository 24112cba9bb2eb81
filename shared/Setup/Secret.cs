using System.ComponentModel;
using System.Globalization;

namespace CloudmoreAutotask.Setup;

/// <summary>A secret value. Its text form is <c>***</c>, so it cannot reach a log by accident; use <see cref="Reveal"/> where it is sent.</summary>
[TypeConverter(typeof(SecretConverter))]
public sealed record Secret
{
    private readonly string value;

    /// <summary>Wraps the value.</summary>
    public Secret(string value) => this.value = value;

    /// <summary>Whether there is no value at all.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(value);

    /// <summary>The value itself.</summary>
    public string Reveal() => value;

    /// <inheritdoc />
    public override string ToString() => "***";

    private sealed class SecretConverter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => value is string text ? new Secret(text) : null;
    }
}
