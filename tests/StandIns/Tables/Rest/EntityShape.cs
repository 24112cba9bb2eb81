using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.Serialization;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// A class of entities: its public properties and fields, then those of <see cref="ITableEntity"/>, which may be implemented explicitly.
/// <see cref="DataMemberAttribute"/> renames a member and <see cref="IgnoreDataMemberAttribute"/> leaves it out.
/// </summary>
internal sealed class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Shapes = new();

    private readonly List<Member> _members;

    private EntityShape(Type type) => _members = [.. Members(type), .. Members(typeof(ITableEntity))];

    public static EntityShape Of(Type type) => Shapes.GetOrAdd(type, static one => new EntityShape(one));

    public void Read(ITableEntity entity, Dictionary<string, object> properties)
    {
        foreach (var member in _members.Where(one => one.Get is not null && one.Name is not (nameof(ITableEntity.ETag) or nameof(ITableEntity.Timestamp))))
            Wire.Put(properties, member.Name, member.Get(entity));
    }

    public void Write(ITableEntity entity, Dictionary<string, object> properties)
    {
        foreach (var member in _members.Where(one => one.Set is not null))
        {
            if (properties.TryGetValue(member.Name == nameof(ITableEntity.ETag) ? Wire.ETag : member.Name, out var value))
                member.Set(entity, Convert(value, member.Type));
        }
    }

    private static IEnumerable<Member> Members(Type type)
    {
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(one => !one.IsDefined(typeof(IgnoreDataMemberAttribute))))
        {
            var name = member.GetCustomAttribute<DataMemberAttribute>()?.Name ?? member.Name;
            if (member is FieldInfo field)
                yield return new(name, field.FieldType, field.GetValue, field.IsInitOnly ? null : field.SetValue);
            else if (member is PropertyInfo property && property.GetIndexParameters().Length == 0)
                yield return new(name, property.PropertyType, Getter(property), Setter(property));
        }
    }

    private static Func<object, object> Getter(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true } ? entity => property.GetValue(entity, BindingFlags.DoNotWrapExceptions, null, null, null) : null;

    private static Action<object, object> Setter(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } ? (entity, value) => property.SetValue(entity, value, BindingFlags.DoNotWrapExceptions, null, null, null) : null;

    // A type that the official client does not know, decimal among them, comes back as its default, whatever was stored.
    private static object Convert(object value, Type type)
    {
        if (value is null)
            return null;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => value as string,
            _ when plain == typeof(byte[]) => System.Convert.FromBase64String(value as string),
            _ when plain == typeof(BinaryData) => BinaryData.FromBytes(System.Convert.FromBase64String(value as string)),
            _ when plain == typeof(int) => (int)value,
            _ when plain == typeof(long) => long.Parse(value as string, CultureInfo.InvariantCulture),
            _ when plain == typeof(ulong) => ulong.Parse(value as string, CultureInfo.InvariantCulture),
            _ when plain == typeof(double) => System.Convert.ChangeType(value, typeof(double), CultureInfo.InvariantCulture),
            _ when plain == typeof(bool) => (bool)value,
            _ when plain == typeof(Guid) => Guid.Parse(value as string),
            _ when plain == typeof(DateTimeOffset) => DateTimeOffset.Parse(value as string, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            _ when plain == typeof(DateTime) => DateTime.Parse(value as string, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            _ when plain.IsEnum => Enum.Parse(plain, value as string),
            _ when plain == typeof(ETag) => new ETag(value as string),
            _ => null,
        };
    }

    private sealed record Member(string Name, Type Type, Func<object, object> Get, Action<object, object> Set);
}
