using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>What the API says about an entity. Source: Autotask facts, section 5.</summary>
internal sealed class Metadata(Store store)
{
    public Answer Info(EntityDefinition entity) => Answer.Ok(writer =>
    {
        var denied = store.Rules.Denied.TryGetValue(entity.Name, out var access) ? access : EntityAccess.None;
        writer.WriteStartObject();
        writer.WriteStartObject("info");
        writer.WriteString("name", entity.SoapName);
        foreach (var (name, kind) in Accesses)
            writer.WriteBoolean("can" + name, entity.Can(kind));
        foreach (var (name, kind) in Accesses)
            writer.WriteNumber("userAccessFor" + name, entity.Can(kind) && !denied.HasFlag(kind) ? 1 : 0);
        writer.WriteBoolean("hasUserDefinedFields", entity.UdfType is not null);
        writer.WriteBoolean("supportsWebhookCallouts", entity == Companies.Entity);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public Answer Fields(EntityDefinition entity) => List(writer =>
    {
        foreach (var field in entity.Fields.Where(store.Has))
            Write(writer, field);
    });

    public Answer UserDefinedFields(EntityDefinition entity) => List(writer =>
    {
        foreach (var definition in store.UdfsOf(entity))
            WriteUdf(writer, definition);
    });

    private static readonly (string Name, EntityAccess Access)[] Accesses =
        [("Create", EntityAccess.Create), ("Delete", EntityAccess.Delete), ("Query", EntityAccess.Query), ("Update", EntityAccess.Update)];

    private static Answer List(Action<Utf8JsonWriter> writeFields) => Answer.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("fields");
        writeFields(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private void Write(Utf8JsonWriter writer, Field field)
    {
        var picklist = store.Picklist(field);
        writer.WriteStartObject();
        writer.WriteString("name", field.Name);
        writer.WriteString("dataType", DataType(field.Type));
        writer.WriteNumber("length", field.Length);
        writer.WriteBoolean("isRequired", field.IsRequired);
        writer.WriteBoolean("isReadOnly", field.IsReadOnly || field.IsCreateOnly);
        writer.WriteBoolean("isQueryable", field.IsQueryable);
        writer.WriteBoolean("isReference", field.Reference is not null);
        writer.WriteString("referenceEntityType", field.Reference is null ? "" : Catalogue.Find(field.Reference)?.SoapName ?? field.Reference);
        writer.WriteBoolean("isPickList", picklist is not null);
        WritePicklist(writer, picklist);
        writer.WriteString("picklistParentValueField", "");
        writer.WriteBoolean("isSupportedWebhookField", false);
        writer.WriteEndObject();
    }

    // The values are text here although rows hold numbers.
    private static void WritePicklist(Utf8JsonWriter writer, IReadOnlyList<PicklistValue>? picklist)
    {
        if (picklist is null)
        {
            writer.WriteNull("picklistValues");
            return;
        }

        writer.WriteStartArray("picklistValues");
        for (var index = 0; index < picklist.Count; index++)
        {
            writer.WriteStartObject();
            writer.WriteString("value", picklist[index].Value.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("label", picklist[index].Label);
            writer.WriteBoolean("isDefaultValue", false);
            writer.WriteNumber("sortOrder", index + 1);
            writer.WriteString("parentValue", "");
            writer.WriteBoolean("isActive", picklist[index].IsActive);
            writer.WriteBoolean("isSystem", true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUdf(Utf8JsonWriter writer, Row definition)
    {
        var name = definition.Text(UdfDefinitions.Name);
        var type = definition.Long(UdfDefinitions.DataType);
        writer.WriteStartObject();
        writer.WriteNumber("id", definition.Id);
        writer.WriteString("name", name);
        writer.WriteString("label", name);
        writer.WriteString("type", Picklists.UdfDataType.First(item => item.Value == type).Label);
        writer.WriteNumber("length", 0);
        writer.WriteBoolean("isRequired", false);
        writer.WriteBoolean("isReadOnly", false);
        writer.WriteBoolean("isPickList", false);
        writer.WriteNull("picklistValues");
        writer.WriteBoolean("isActive", true);
        writer.WriteNumber("dataType", type);
        writer.WriteNumber("udfType", definition.Long(UdfDefinitions.UdfType));
        writer.WriteEndObject();
    }

    private static string DataType(FieldType type) => type switch
    {
        FieldType.Int => "integer",
        FieldType.Long => "long",
        FieldType.Double => "double",
        FieldType.Boolean => "boolean",
        FieldType.Text => "string",
        _ => "datetime",
    };
}
